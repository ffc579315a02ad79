-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "told_alone" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "incident_group" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];
