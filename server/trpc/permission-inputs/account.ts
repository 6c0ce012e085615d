import { newId } from "#server/ids.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

const password = "a long enough password";

export const accountInputs: InputsOf<"account"> = {
  get: () => undefined,
  update: () => ({ name: "Ada" }),
  changeEmail: () => ({ email: `${newId()}@example.test`, password }),
  changePassword: () => ({ current: password, password: "another long password" }),
  sessions: () => undefined,
  endSession: () => ({ sessionId: newId() }),
  endSessions: () => ({ which: "others" }),
  beginTotp: () => ({ password }),
  confirmTotp: () => ({ code: "123456" }),
  disableTotp: () => ({ by: "password", password }),
  renewRecoveryCodes: () => ({ by: "code", code: "123456" }),
};

export const passwordResetInputs: InputsOf<"passwordResets"> = {
  create: ({ otherId }) => ({ userId: otherId }),
  redeem: () => ({ token: "nobody-has-this-token", password }),
};
