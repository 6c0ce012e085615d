import type { Standing, Subject, MatrixWorld } from "#server/testing/permission-matrix/subjects.ts";
import type { Runtime } from "#server/runtime.ts";
import type { Meta } from "#server/trpc/init.ts";

/** One thing that can be called: a tRPC procedure or an API route. */
export type Callable = {
  /** How it is known, such as `projects.rename` or `GET /projects`. */
  name: string;
  permission: string | null;
  /** Whether the matrix has an input for it. */
  hasInput: boolean;
  /** Reads come first and what takes away comes last, so that each call still finds what it is about. */
  rank: number;
  reads: boolean;
  /** The thing itself decides too, so that a permission alone is not enough. */
  decidesItself: boolean;
  /** Whether it is for this kind of caller at all. */
  isFor(kind: Standing["kind"]): boolean;
  /** What it is called with. */
  inputIn(world: MatrixWorld): unknown;
  /** Calls it as somebody, or as nobody; the code of the refusal, or null. */
  call(runtime: Runtime, world: MatrixWorld, subject: Subject | null): Promise<string | null>;
};

/** The permission, once it is known to be one. */
export type Declared = Meta["permission"];
