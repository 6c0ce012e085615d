import { getAvailability, getSlackApp } from "#server/slack/app/get-slack-app.ts";
import { removeSlackApp } from "#server/slack/app/remove-slack-app.ts";
import { saveSlackApp, saveSlackAppInput } from "#server/slack/app/save-slack-app.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** The instance's Slack app. */
export const slackAppRouter = router({
  availability: procedure.meta({ permission: "signed-in" }).query(({ ctx }) => getAvailability(ctx)),
  get: procedure.meta({ permission: "slack-app:manage" }).query(({ ctx }) => getSlackApp(ctx)),
  save: procedure
    .meta({ permission: "slack-app:manage" })
    .input(saveSlackAppInput)
    .mutation(({ ctx, input }) => saveSlackApp(ctx, input)),
  remove: procedure.meta({ permission: "slack-app:manage" }).mutation(({ ctx }) => removeSlackApp(ctx)),
});
