import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { CheckpointsPage } from "./_parts/checkpoints-page.tsx";

export const generateMetadata = () => pageMetadata("checkpoints");

export default function Page() {
  return <CheckpointsPage />;
}
