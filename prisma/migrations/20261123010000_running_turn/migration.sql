-- CreateTable
CREATE TABLE "running_turn" (
    "lane" TEXT NOT NULL,
    "replica" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "running_turn_pkey" PRIMARY KEY ("lane")
);
