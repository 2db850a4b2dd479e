using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace NotionSync.Tests.Html;

/// <summary>Says what in a fragment of HTML goes beyond what a document may hold, as a browser's parser sees it.</summary>
internal static partial class SafeHtml
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true });

    // Written anew here, not taken from the renderer: the two lists check one another.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["a"] = ["href", "id", "rel", "target", "title"],
        ["blockquote"] = ["dir"],
        ["br"] = [],
        ["code"] = ["class"],
        ["del"] = [],
        ["details"] = ["class"],
        ["div"] = ["class", "dir"],
        ["em"] = [],
        ["h1"] = ["dir", "id"],
        ["h2"] = ["dir", "id"],
        ["h3"] = ["dir", "id"],
        ["h4"] = ["dir", "id"],
        ["h5"] = ["dir", "id"],
        ["h6"] = ["dir", "id"],
        ["hr"] = [],
        ["img"] = ["alt", "loading", "src", "title"],
        ["input"] = ["checked", "disabled", "type"],
        ["li"] = [],
        ["ol"] = ["class", "dir", "start", "type"],
        ["p"] = ["dir"],
        ["pre"] = ["dir"],
        ["span"] = ["class", "dir"],
        ["strong"] = [],
        ["sub"] = [],
        ["summary"] = ["dir"],
        ["sup"] = [],
        ["table"] = ["dir"],
        ["tbody"] = [],
        ["td"] = ["class"],
        ["th"] = ["class", "scope"],
        ["thead"] = [],
        ["tr"] = [],
        ["u"] = [],
        ["ul"] = ["class", "dir"],
    };

    /// <summary>What is wrong with the fragment; null when nothing is. It is read twice, as text that is written and read again may change.</summary>
    public static string? Fault(string fragment)
    {
        // A marker on each side shows that nothing breaks out of what surrounds the fragment, or swallows what follows.
        var body = Parser.ParseDocument($"<body><main id=around>{fragment}</main><footer></footer>").Body!;

        if (body.ChildNodes is not [IElement { LocalName: "main" } main, IElement { LocalName: "footer" }])
        {
            return $"it breaks out: {body.InnerHtml}";
        }

        if (FindFault(main) is { } fault)
        {
            return fault;
        }

        var once = main.InnerHtml;
        var again = Parser.ParseDocument($"<body><main>{once}</main>").Body!.FirstElementChild!;

        return FindFault(again) ?? (again.InnerHtml == once ? null : $"it changes when it is read again: {again.InnerHtml}");
    }

    public static string TextOf(string fragment) => Parser.ParseDocument($"<body>{fragment}").Body!.TextContent;

    private static string? FindFault(IElement root)
    {
        foreach (var node in root.Descendants())
        {
            var fault = node switch
            {
                IText => null,
                IElement element => FindElementFault(element),
                _ => $"a node of type {node.NodeType}",
            };

            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FindElementFault(IElement element)
    {
        if (element.NamespaceUri != HtmlNamespace || !Allowed.TryGetValue(element.LocalName, out var attributes))
        {
            return $"the element {element.NamespaceUri} {element.LocalName}";
        }

        foreach (var attribute in element.Attributes)
        {
            if (!attributes.Contains(attribute.Name) || !IsSafe(element, attribute))
            {
                return $"the attribute {attribute.Name}=\"{attribute.Value}\" of {element.LocalName}";
            }
        }

        return element.LocalName == "a" && element.GetAttribute("target") is not null && element.GetAttribute("rel") is not "noopener noreferrer nofollow"
            ? "a window that knows its opener"
            : null;
    }

    private static bool IsSafe(IElement element, IAttr attribute) => (element.LocalName, attribute.Name) switch
    {
        ("a", "href") => Link().IsMatch(attribute.Value) && !LeavesFolder().IsMatch(attribute.Value),
        ("img", "src") => Image().IsMatch(attribute.Value) && !LeavesFolder().IsMatch(attribute.Value),
        ("input", "type") => attribute.Value == "checkbox" && element.HasAttribute("disabled"),
        (_, "id") => Id().IsMatch(attribute.Value),
        (_, "class") => Class().IsMatch(attribute.Value),
        (_, "dir") => attribute.Value is "auto" or "ltr",
        (_, "start") => int.TryParse(attribute.Value, out _),
        ("ol", "type") => attribute.Value is "1" or "a" or "A" or "i" or "I",
        _ => true,
    };

    [GeneratedRegex(@"^(?:(?:https?|mailto|tel|sms|ftp|notion|slack|msteams|zoommtg|webcal|geo|xmpp):[!-~]*|#[A-Za-z0-9_-]+|attachments/[^/\\?#\s]+|\.\./[0-9a-f]{32}/html(?:#[0-9a-f]{32})?)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:attachments/[^/\\?#\s]+|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+)\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"^attachments/(?:\.|%2e){1,2}\z", RegexOptions.IgnoreCase)]
    private static partial Regex LeavesFolder();

    [GeneratedRegex(@"^(?:[0-9a-f]{32}|user-content-[A-Za-z0-9_-]{1,64})\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?:table|tasks|math|properties|center|right|(?:text|back)-[a-z]+|language-[A-Za-z0-9_+#.-]+)\z")]
    private static partial Regex Class();
}
