import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { LaunchPage } from "./_parts/launch-page.tsx";

export const generateMetadata = () => pageMetadata("launch");

export default function Page() {
  return <LaunchPage />;
}
