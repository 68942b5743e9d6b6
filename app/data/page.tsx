import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { DataPage } from "./_parts/data-page.tsx";

export const generateMetadata = () => pageMetadata("data");

export default function Page() {
  return <DataPage />;
}
