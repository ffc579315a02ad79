-- CreateTable
CREATE TABLE "gold_set" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "collections" UUID[] DEFAULT ARRAY[]::UUID[],
    "gate" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gold_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gold_question" (
    "id" UUID NOT NULL,
    "gold_set_id" UUID NOT NULL,
    "ordinal" SERIAL NOT NULL,
    "question" TEXT NOT NULL,
    "passages" JSON NOT NULL,
    "tools" JSON NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "gold_question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evaluation_run" (
    "id" UUID NOT NULL,
    "gold_set_id" UUID NOT NULL,
    "collections" UUID[] DEFAULT ARRAY[]::UUID[],
    "gate" JSON,
    "settings" JSON NOT NULL,
    "ranker" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "passages" JSON,
    "tools" JSON,
    "median_ms" DOUBLE PRECISION,
    "passed_gate" BOOLEAN,
    "error" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "evaluation_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evaluation_outcome" (
    "run_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "question" JSON NOT NULL,
    "outcome" JSON,
    "took_ms" DOUBLE PRECISION,

    CONSTRAINT "evaluation_outcome_pkey" PRIMARY KEY ("run_id","ordinal")
);

-- CreateIndex
CREATE UNIQUE INDEX "gold_set_name_key" ON "gold_set"("name");

-- CreateIndex
CREATE INDEX "gold_question_gold_set_id_ordinal_idx" ON "gold_question"("gold_set_id", "ordinal");

-- CreateIndex
CREATE INDEX "evaluation_run_gold_set_id_requested_at_idx" ON "evaluation_run"("gold_set_id", "requested_at" DESC);

-- AddForeignKey
ALTER TABLE "gold_question" ADD CONSTRAINT "gold_question_gold_set_id_fkey" FOREIGN KEY ("gold_set_id") REFERENCES "gold_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evaluation_run" ADD CONSTRAINT "evaluation_run_gold_set_id_fkey" FOREIGN KEY ("gold_set_id") REFERENCES "gold_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evaluation_outcome" ADD CONSTRAINT "evaluation_outcome_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "evaluation_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
