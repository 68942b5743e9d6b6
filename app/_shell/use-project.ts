"use client";

import { useLocalStorage } from "@mantine/hooks";

/** The project that lists show and launches go to; "" means all of them. Remembered by this browser. */
export function useProject(): [projectId: string, choose: (projectId: string) => void] {
  const [projectId, setProjectId] = useLocalStorage({ key: "vela-project", defaultValue: "" });
  return [projectId, setProjectId];
}
