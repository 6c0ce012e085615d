import {
  countNotices,
  listNotices,
  listNoticesInput,
  markAllNoticesRead,
  markNoticeRead,
  markNoticeReadInput,
} from "#server/attention/list-notices.ts";
import { procedure, router } from "#server/trpc/init.ts";

const mine = procedure.meta({ permission: "signed-in" });

/** What the signed-in person was told of. */
export const noticesRouter = router({
  list: mine.input(listNoticesInput).query(({ ctx, input }) => listNotices(ctx, input)),
  count: mine.query(({ ctx }) => countNotices(ctx)),
  markRead: mine.input(markNoticeReadInput).mutation(({ ctx, input }) => markNoticeRead(ctx, input)),
  markAllRead: mine.mutation(({ ctx }) => markAllNoticesRead(ctx)),
});
