import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { RunPage } from "./_parts/run-page.tsx";

export const generateMetadata = () => pageMetadata("run");

export default async function Page({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return <RunPage key={runId} runId={runId} />;
}
