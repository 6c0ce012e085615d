/** What the sign-in form is told when the password was right and the second factor is still to come. */
export const codeNeeded = "Type the code that your authenticator app shows.";
/** What it is told of a code that does not count. */
export const codeWrong =
  "This code is not right, or was used already. Wait for the next one, or type a recovery code.";
/** The same where a recovery code was asked for: none comes next. */
export const recoveryCodeWrong =
  "This recovery code is not right, or was used already. Type another one, or use the app.";
