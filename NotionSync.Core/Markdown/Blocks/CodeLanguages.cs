using System.Collections.Frozen;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// Notion's names of languages as highlighters know them. Notion's are
/// those of https://developers.notion.com/reference/block#code; a name that is not here stands for itself.
/// </summary>
internal static class CodeLanguages
{
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["plain text"] = "",
        ["c++"] = "cpp",
        ["c#"] = "csharp",
        ["f#"] = "fsharp",
        ["java/c/c++/c#"] = "",
        ["objective-c"] = "objectivec",
        ["visual basic"] = "vb",
        ["vb.net"] = "vbnet",
        ["webassembly"] = "wasm",
        ["markup"] = "xml",
        ["shell"] = "sh",
        ["ascii art"] = "",
        ["notion formula"] = "",
        ["docker"] = "dockerfile",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string InfoString(string language)
    {
        if (Renamed.TryGetValue(language, out var known))
        {
            return known;
        }

        return language.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.' or '_') ? language : Simplify(language);
    }

    // The info string ends at a space, and a back-tick would end the fence.
    private static string Simplify(string language)
        => string.Concat(language.ToLowerInvariant().Replace(' ', '-').Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.' or '_'));
}
