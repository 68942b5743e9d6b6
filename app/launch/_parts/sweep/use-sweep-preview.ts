import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SweepPlanInput, SweepPreview } from "#app/_trpc/rows.ts";

const TYPING_PAUSE_MS = 300;
const SHOWN = 6;

export type Preview = { data: SweepPreview | undefined; error: { message: string } | null; isBusy: boolean };
type Planned = { recipe: string; preset: string | null; config: Record<string, unknown>; plan: SweepPlanInput | null };

/** What the server says of a plan, asked anew when typing pauses; meanwhile the last answer stays. */
export function useSweepPreview({ recipe, preset, config, plan }: Planned): Preview {
  const trpc = useTRPC();
  const asTyped = plan && JSON.stringify({ config, plan });
  const [settled] = useDebouncedValue(asTyped, TYPING_PAUSE_MS);
  const asked = settled ? { recipe, preset, show: SHOWN, ...JSON.parse(settled) } : null;
  const query = useQuery(trpc.sweeps.plan.queryOptions(asked ?? skipToken, { placeholderData: keepPreviousData }));
  return { data: plan ? query.data : undefined, error: query.error, isBusy: query.isFetching || settled !== asTyped };
}
