-- CreateTable
CREATE TABLE "source_run" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "slot" TEXT,
    "place" TEXT NOT NULL DEFAULT '',
    "replica" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_at" TIMESTAMPTZ(3),
    "cancel_asked" BOOLEAN NOT NULL DEFAULT false,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "telling" BOOLEAN NOT NULL DEFAULT false,
    "counts" JSON NOT NULL DEFAULT '{}',
    "problems" JSON NOT NULL DEFAULT '[]',
    "diff" JSON NOT NULL DEFAULT '{}',
    "error" JSON,

    CONSTRAINT "source_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "source_run_slot_key" ON "source_run"("slot");

-- CreateIndex
CREATE INDEX "source_run_source_requested_at_id_idx" ON "source_run"("source", "requested_at", "id");

-- CreateIndex
CREATE INDEX "source_run_requested_at_id_idx" ON "source_run"("requested_at", "id");

-- CreateIndex
CREATE INDEX "source_run_state_idx" ON "source_run"("state");
