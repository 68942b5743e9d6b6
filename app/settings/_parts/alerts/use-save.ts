import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_trpc/context.ts";
import type { AlertSettings, AlertTarget, AlertTargetInput } from "#app/_trpc/rows.ts";

/** What may change of the settings at once. */
type Change = { address?: string | null; targets?: AlertTargetInput[]; rules?: AlertSettings["rules"] };

/** Saves a part of the settings; the rest stays. Failures are said by the cache's notifier. */
export function useSaveAlerts(settings: AlertSettings) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(
    trpc.alerts.save.mutationOptions({
      onSuccess: (saved) => queryClient.setQueryData(trpc.alerts.get.queryKey(), saved),
    }),
  );
  const { address, targets, rules } = settings;
  return {
    isPending: save.isPending,
    save: (change: Change, onSuccess?: () => void) =>
      save.mutate({ address, targets: targets.map(asInput), rules, ...change }, { onSuccess }),
  };
}

/** A target as the server takes it back: what a page never sees is left out, and so stays. */
export function asInput({ urlShown, hasSecret, ...target }: AlertTarget): AlertTargetInput {
  return target;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Eight characters [a-z0-9] for a new target or rule. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
