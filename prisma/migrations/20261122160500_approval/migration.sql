-- What a person has let run for the rest of one conversation. It goes with the conversation.

-- CreateTable
CREATE TABLE "remembered_approval" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "pattern" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "remembered_approval_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "remembered_approval_conversation_id_pattern_key" ON "remembered_approval"("conversation_id", "pattern");

-- AddForeignKey
ALTER TABLE "remembered_approval" ADD CONSTRAINT "remembered_approval_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
