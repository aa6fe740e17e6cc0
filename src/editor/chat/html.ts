import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The document of the sidebar page. Scripts run by nonce only, nothing is loaded but the extension's own files, and
 * no address of the network can be reached from it.
 */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const folder = vscode.Uri.joinPath(extension, 'dist', 'webview');
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sightline</title>
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${address('codicon.css')}">
    <link rel="stylesheet" href="${address('page.css')}">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${address('page.js')}"></script>
  </body>
</html>`;
}
