import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { SweepPage } from "../_parts/sweep-page.tsx";

export const generateMetadata = () => pageMetadata("sweeps");

export default async function Page({ params }: { params: Promise<{ sweepId: string }> }) {
  const { sweepId } = await params;
  return <SweepPage key={sweepId} sweepId={sweepId} />;
}
