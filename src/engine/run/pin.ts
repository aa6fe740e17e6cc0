import { isProved } from '../answer/verify.ts';
import type { Git } from '../ports.ts';
import type { Answer, Citation } from '../types.ts';

/**
 * The answer with its commit at each proved citation whose file that commit holds as it is now, and with where the web
 * shows the repository: what another program needs to find the same lines. Asks git twice at most; no model calls.
 */
export async function pinCitations(answer: Answer, git: Git | undefined): Promise<Answer> {
  const { claims, table, commit } = answer;
  if (!git || !commit) return answer;
  const rows = table?.rows ?? [];
  const cited = [...claims.flatMap(({ citations }) => citations), ...rows.map(({ citation }) => citation)];
  const paths = [...new Set(cited.filter(isProved).map(({ path }) => path))];
  if (paths.length === 0) return answer;
  const [held, web] = await Promise.all([git.unchanged(commit, paths), git.web()]);
  const pin = (citation: Citation): Citation =>
    isProved(citation) && held.has(citation.path) ? { ...citation, commit } : citation;
  return {
    ...answer,
    claims: claims.map((claim) => ({ ...claim, citations: claim.citations.map(pin) })),
    ...(table
      ? { table: { ...table, rows: rows.map((row) => ({ ...row, citation: pin(row.citation) })) } }
      : {}),
    ...(web ? { web } : {}),
  };
}
