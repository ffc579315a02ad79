-- Each request for approval is answered once, whoever answers and on whichever replica.

-- CreateTable
CREATE TABLE "spent_approval" (
    "id" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spent_approval_pkey" PRIMARY KEY ("conversation_id", "id")
);

-- AddForeignKey
ALTER TABLE "spent_approval" ADD CONSTRAINT "spent_approval_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
