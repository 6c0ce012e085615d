// Asks the process in this container whether it lives; for the image's health check.
const url = `http://127.0.0.1:${process.env.PORT || 3000}/api/health/live`;
const alive = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exit(alive ? 0 : 1);
