namespace NotionSync.Documents;

/// <summary>What somebody looks for: every word must be in the title, as a part of it, or in the text, as a whole word.</summary>
public sealed class SearchQuery
{
    /// <summary>A longer query is refused.</summary>
    public const int MaxLength = 200;

    private readonly (string Word, uint[] Hashes)[] _words;

    /// <exception cref="ProblemException"><c>invalid_filter</c>: longer than <see cref="MaxLength"/> characters.</exception>
    public SearchQuery(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_filter", $"A query has at most {MaxLength} characters.");
        }

        _words =
        [
            .. SearchText.Fold(text)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Select(word => (word, HashesOf(word))),
        ];
    }

    /// <summary>Nothing to look for: everything matches.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <param name="title">As it is shown.</param>
    /// <param name="words">The bytes of <see cref="SearchWords"/>.</param>
    /// <returns>Whether it matches, and whether the title alone does.</returns>
    public (bool IsMatch, bool IsInTitle) Match(string title, ReadOnlySpan<byte> words)
    {
        var folded = SearchText.Fold(title);
        var isInTitle = true;

        foreach (var (word, hashes) in _words)
        {
            if (folded.Contains(word, StringComparison.Ordinal))
            {
                continue;
            }

            isInTitle = false;

            // What has no letters is in no text: nothing would be compared.
            if (hashes.Length == 0)
            {
                return (false, false);
            }

            foreach (var hash in hashes)
            {
                if (!SearchWords.Contains(words, hash))
                {
                    return (false, false);
                }
            }
        }

        return (true, isInTitle);
    }

    private static uint[] HashesOf(string word)
    {
        // Pairs of neighbours overlap; the last of a run of unspaced script stands alone in a text only at a run's end.
        var words = SearchText.Words(word).ToList();
        return [.. (words.Count > 1 && words[^1].Length == 1 ? words.SkipLast(1) : words).Select(SearchWords.Hash)];
    }
}
