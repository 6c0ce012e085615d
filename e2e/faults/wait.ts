const pollMs = 100;

/** Looks again and again until something holds. @throws after `ms`, naming what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms: number,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${Math.round(ms / 1000)} s.`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Waits for a promise. @throws after `ms`, naming what was waited for. */
export async function within<T>(what: string, ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`${what} did not come within ${Math.round(ms / 1000)} s.`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
