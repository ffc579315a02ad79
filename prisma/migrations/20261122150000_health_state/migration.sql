-- CreateTable
CREATE TABLE "server_health" (
    "name" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" JSON NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "state" JSON NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "replica" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_health_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "health_shard" (
    "shard" INTEGER NOT NULL,
    "replica" TEXT NOT NULL,
    "leased_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "health_shard_pkey" PRIMARY KEY ("shard")
);

-- CreateTable
CREATE TABLE "health_replica" (
    "replica" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,
    "swept_at" TIMESTAMPTZ(3),
    "lag_ms" DOUBLE PRECISION,

    CONSTRAINT "health_replica_pkey" PRIMARY KEY ("replica")
);

-- Rows that change often, in place: room on each page for their next versions, which then need no new index entry.
ALTER TABLE "server_health" SET (fillfactor = 50);
