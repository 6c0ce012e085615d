import {
  countDeliveries,
  countDeliveriesInput,
  deliveryFilterOptions,
  deliveryFilterOptionsInput,
} from "#server/deliveries/count-deliveries.ts";
import { getDelivery, getDeliveryInput } from "#server/deliveries/get-delivery.ts";
import { listDeliveries, listDeliveriesInput } from "#server/deliveries/list-deliveries.ts";
import { redeliver, redeliverInput } from "#server/delivery/redeliver.ts";
import { redeliverMatching, redeliverMatchingInput } from "#server/delivery/redeliver-matching.ts";
import { procedure, router } from "#server/trpc/init.ts";

const reading = procedure.meta({ permission: "delivery:read" });

/** What was sent, what waits, and why. */
export const deliveriesRouter = router({
  list: reading.input(listDeliveriesInput).query(({ ctx, input }) => listDeliveries(ctx, input)),
  counts: reading.input(countDeliveriesInput).query(({ ctx, input }) => countDeliveries(ctx, input)),
  filterOptions: reading
    .input(deliveryFilterOptionsInput)
    .query(({ ctx, input }) => deliveryFilterOptions(ctx, input)),
  get: reading.input(getDeliveryInput).query(({ ctx, input }) => getDelivery(ctx, input)),
  redeliver: procedure
    .meta({ permission: "delivery:redeliver" })
    .input(redeliverInput)
    .mutation(({ ctx, input }) => redeliver(ctx, input)),
  /** A dry run is a mutation too: it is asked for, never fetched anew by itself. */
  redeliverMatching: procedure
    .meta({ permission: "delivery:redeliver" })
    .input(redeliverMatchingInput)
    .mutation(({ ctx, input }) => redeliverMatching(ctx, input)),
});
