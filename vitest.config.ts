import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["server/**/*.test.ts", "components/**/*.test.ts", "e2e/**/*.test.ts"],
          exclude: ["e2e/faults/faults.test.ts"],
          environment: "node",
          globalSetup: ["server/testing/global-setup.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "faults",
          include: ["e2e/faults/faults.test.ts"],
          environment: "node",
          // Has both cores to itself, after everything else.
          sequence: { groupOrder: 1 },
        },
      },
    ],
    maxWorkers: 2,
  },
});
