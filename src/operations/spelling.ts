const capitals: Readonly<Record<string, string>> = {
  none: 'None',
  education: 'Education',
  nonprofit: 'Nonprofit',
  governmentcommunitycloud: 'GovernmentCommunityCloud',
  stateownedentity: 'StateOwnedEntity',
};

/** A qualification in canonical spelling as the pages of the plural write it, every word with a capital; itself where nobody knows it. */
export function spelledWithCapitals(qualification: string): string {
  return capitals[qualification] ?? qualification;
}
