namespace NotionSync.Documents;

/// <param name="TitleKey">See <see cref="SearchText.SortKey"/>.</param>
/// <param name="IsInTitle">All words are in the title.</param>
public sealed record SearchMatch(string DocumentId, string TitleKey, bool IsInTitle)
{
    /// <summary>Where it stands among all matches: those with all words in the title first, then by title.</summary>
    public string Place => $"{(IsInTitle ? 0 : 1)}.{TitleKey}.{DocumentId}";

    /// <param name="after">Only those that come after this place.</param>
    public static IEnumerable<SearchMatch> InOrder(IEnumerable<SearchMatch> matches, string? after)
        => matches.Where(match => after is null || string.CompareOrdinal(match.Place, after) > 0).OrderBy(match => match.Place, StringComparer.Ordinal);
}
