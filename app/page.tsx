import { RunsPage } from "#app/_home/runs-page.tsx";
import { pageMetadata } from "#app/_i18n/page-metadata.ts";

export const generateMetadata = () => pageMetadata("runs");

export default function Page() {
  return <RunsPage />;
}
