import { NotFound } from "#app/_shell/not-found.tsx";

export default function Page() {
  return <NotFound />;
}
