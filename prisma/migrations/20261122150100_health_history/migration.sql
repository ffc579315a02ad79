-- CreateTable
CREATE TABLE "check_block" (
    "id" BIGSERIAL NOT NULL,
    "shard" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "check_block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health_series" (
    "tier" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA NOT NULL,
    "rolled_to" TIMESTAMPTZ(3),

    CONSTRAINT "health_series_pkey" PRIMARY KEY ("tier", "server", "start")
);

-- CreateIndex
CREATE INDEX "check_block_shard_from_at_idx" ON "check_block"("shard", "from_at");

-- CreateIndex
CREATE INDEX "check_block_from_at_idx" ON "check_block"("from_at");

-- CreateIndex
CREATE INDEX "health_series_tier_start_idx" ON "health_series"("tier", "start");

-- Payloads are deflated already: trying again only costs time.
ALTER TABLE "check_block" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
ALTER TABLE "health_series" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
