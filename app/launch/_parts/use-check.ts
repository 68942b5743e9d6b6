import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_trpc/context.ts";
import type { CheckAnswer } from "#app/_trpc/rows.ts";

const TYPING_PAUSE_MS = 300;

export type Check = { data: CheckAnswer | undefined; error: { message: string } | null; isBusy: boolean };

/** The server's opinion of a config, asked anew when typing pauses; meanwhile the last one stays. */
export function useCheck(recipe: string, preset: string | null, config: Record<string, unknown>): Check {
  const trpc = useTRPC();
  const [settled] = useDebouncedValue(config, TYPING_PAUSE_MS);
  const query = useQuery(
    trpc.recipes.check.queryOptions({ recipe, preset, config: settled }, { placeholderData: keepPreviousData }),
  );
  return { data: query.data, error: query.error, isBusy: query.isFetching || settled !== config };
}
