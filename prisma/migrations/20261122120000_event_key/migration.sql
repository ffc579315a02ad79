-- AlterTable
ALTER TABLE "event" ADD COLUMN     "key" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "event_key_key" ON "event"("key");
