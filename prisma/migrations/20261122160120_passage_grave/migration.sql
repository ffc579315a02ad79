-- CreateTable
CREATE TABLE "passage_grave" (
    "id" BIGINT NOT NULL,
    "language" TEXT NOT NULL,
    "length" INTEGER NOT NULL,

    CONSTRAINT "passage_grave_pkey" PRIMARY KEY ("id")
);
