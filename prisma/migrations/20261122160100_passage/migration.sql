-- CreateTable
CREATE TABLE "passage" (
    "id" BIGSERIAL NOT NULL,
    "document_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "heading" JSON NOT NULL,
    "text" TEXT NOT NULL,
    "tokens" INTEGER NOT NULL,
    "place" JSON NOT NULL,
    "language" TEXT,
    "terms" TEXT NOT NULL,

    CONSTRAINT "passage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "passage_document_id_generation_ordinal_key" ON "passage"("document_id", "generation", "ordinal");
