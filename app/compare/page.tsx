import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { ComparePage } from "./_parts/compare-page.tsx";

export const generateMetadata = () => pageMetadata("compare");

export default function Page() {
  return <ComparePage />;
}
