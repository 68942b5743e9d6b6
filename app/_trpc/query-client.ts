import { notifications } from "@mantine/notifications";
import { MutationCache, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";

declare module "@tanstack/react-query" {
  interface Register {
    /** `silent`: the caller draws the error itself. */
    mutationMeta: { silent?: boolean };
  }
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The subscription keeps rows fresh; a refetch is for what it does not carry.
      queries: { staleTime: 15_000, retry: (failures, error) => failures < 2 && !isAnswer(error) },
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (!mutation.meta?.silent) notifications.show({ color: "red", message: error.message });
      },
    }),
  });
}

/** Whether the server answered, with an error of the user's making: asking again would change nothing. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = (error.data as { httpStatus?: number } | undefined)?.httpStatus;
  return status !== undefined && status < 500;
}
