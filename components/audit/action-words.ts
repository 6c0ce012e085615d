/** An action's code as words: `project-member.role-changed` becomes `Project member role changed`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[.:_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
