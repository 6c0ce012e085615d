-- A member has a fixed role or a custom one, never both and never none.
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_one_role" CHECK (num_nonnulls("role", "customRoleId") = 1);
ALTER TABLE "IdentityProjectMember" ADD CONSTRAINT "IdentityProjectMember_one_role" CHECK (num_nonnulls("role", "customRoleId") = 1);
ALTER TABLE "MachineIdentity" ADD CONSTRAINT "MachineIdentity_no_owner" CHECK ("role" <> 'owner');

-- The sealer takes what is not sealed yet; everything else of the table is history.
CREATE INDEX "AuditEntry_unsealed_idx" ON "AuditEntry" ("id") WHERE "number" IS NULL;

-- Counts of a running minute need no write-ahead log.
ALTER TABLE "RateLimit" SET UNLOGGED;

-- Connections made before are looked at from now on too.
UPDATE "WorkflowIntegration" SET "checkDueAt" = now();
