using System.Collections.Frozen;

namespace NotionSync.Html;

/// <summary>
/// The classes that stand for the colours of stored Markdown: a policy that forbids inline styles then holds, and the
/// stylesheet can give each colour its counterpart on a dark page.
/// </summary>
internal static class ColourClass
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>
    {
        ["color: #787774"] = "text-gray",
        ["color: #9f6b53"] = "text-brown",
        ["color: #d9730d"] = "text-orange",
        ["color: #cb912f"] = "text-yellow",
        ["color: #448361"] = "text-green",
        ["color: #337ea9"] = "text-blue",
        ["color: #9065b0"] = "text-purple",
        ["color: #c14c8a"] = "text-pink",
        ["color: #d44c47"] = "text-red",
        ["background-color: #f1f1ef"] = "back-gray",
        ["background-color: #f4eeee"] = "back-brown",
        ["background-color: #fbecdd"] = "back-orange",
        ["background-color: #fbf3db"] = "back-yellow",
        ["background-color: #edf3ec"] = "back-green",
        ["background-color: #e7f3f8"] = "back-blue",
        ["background-color: #f6f3f9"] = "back-purple",
        ["background-color: #faf1f5"] = "back-pink",
        ["background-color: #fdebec"] = "back-red",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The class for a style as the Markdown converter writes it; none for any other.</summary>
    public static string? Of(string? style) => style is null ? null : Classes.GetValueOrDefault(style);
}
