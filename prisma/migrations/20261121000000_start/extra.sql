-- The one counter row, locked by the sequencer whenever it gives out positions.
INSERT INTO "PositionCounter" ("id") VALUES (1);
