-- AlterTable
ALTER TABLE "Subscription" ADD COLUMN     "matchError" TEXT,
ADD COLUMN     "matchFailedAt" TIMESTAMPTZ(3);
