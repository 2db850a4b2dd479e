using System.Globalization;
using System.Text;

namespace NotionSync.Documents;

/// <summary>Brings texts to the form in which they are compared: no case, no accents, compatible characters as one.</summary>
public static class SearchText
{
    private const int MaxSortLength = 40;

    /// <summary>Longer runs of letters are no words that anybody looks for.</summary>
    private const int MaxWordLength = 40;

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);

        foreach (var rune in Valid(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                folded.Append(Rune.ToLowerInvariant(rune));
            }
        }

        return folded.ToString();
    }

    /// <summary>What a title is sorted by: its beginning, folded, as a part of a key.</summary>
    public static string SortKey(string title)
    {
        var folded = Fold(title).Trim();
        return StorageKey.Encode(folded.Length <= MaxSortLength ? folded : Valid(folded[..MaxSortLength]));
    }

    /// <summary>The words of a folded text: runs of letters and digits; of scripts that set no spaces, each pair of neighbours.</summary>
    public static IEnumerable<string> Words(string folded)
    {
        var start = 0;

        for (var i = 0; i <= folded.Length; i++)
        {
            if (i < folded.Length && IsWord(folded[i]))
            {
                continue;
            }

            foreach (var word in Split(folded[start..i]))
            {
                yield return word;
            }

            start = i + 1;
        }
    }

    private static IEnumerable<string> Split(string run)
    {
        if (run.Length is 0 or > MaxWordLength && !run.Any(IsUnspaced))
        {
            yield break;
        }

        if (!run.Any(IsUnspaced))
        {
            yield return run;
            yield break;
        }

        for (var i = 0; i < run.Length; i++)
        {
            yield return run[i..Math.Min(run.Length, i + 2)];
        }
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character);

    /// <summary>Kana, Han, Hangul and Thai.</summary>
    private static bool IsUnspaced(char character) => character is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\u1100' and <= '\u11ff' or >= '\uac00' and <= '\ud7af' or >= '\u0e00' and <= '\u0e7f';

    /// <summary>Half surrogate pairs cannot be normalised.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
