// The last run of the platform checks as a table.
export function platformTable({ date, rows }) {
  const proved = rows.filter(({ problems }) => problems.length === 0);
  const failed = rows.length - proved.length;
  const digests = [...new Set(rows.map(({ digest }) => digest).filter(Boolean))];
  return [
    "| where | version | backend | digest of all bits |",
    "| --- | --- | --- | --- |",
    ...rows.map(
      ({ name, version, backend, digest, problems }) =>
        `| ${name} | ${version} | ${backend} | ${problems.length === 0 ? (digest ? `\`${digest}\`` : "–") : "**failed**"} |`,
    ),
    "",
    `${proved.length} passed, ${failed} failed, ${digests.length === 1 ? "one digest" : `${digests.length} digests`}; ${date}.`,
  ].join("\n");
}
