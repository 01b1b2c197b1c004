export function buildHtmlAssets(): string
