-- The one counter row, locked by the sequencer whenever it gives out positions.
INSERT INTO "PositionCounter" ("id") VALUES (1);

-- What is open of a lane, in its order: a lane's history grows for ever, what waits in it does not.
CREATE INDEX "Delivery_open_idx" ON "Delivery" ("destinationId", "laneClass", "laneOrder")
WHERE "state" IN ('waiting', 'sending');
