import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { SweepsPage } from "./_parts/sweeps-page.tsx";

export const generateMetadata = () => pageMetadata("sweeps");

export default function Page() {
  return <SweepsPage />;
}
