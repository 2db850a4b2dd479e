using System.Collections.Frozen;
using System.Text.Unicode;

namespace NotionSync.Files;

/// <summary>Media types and the extensions that go with them.</summary>
public static class FileTypes
{
    public const string Unknown = "application/octet-stream";

    private const string Html = "text/html";

    private const string Xhtml = "application/xhtml+xml";

    // The first extension of a type is the one that a name without any gets.
    private static readonly (string Type, string[] Extensions)[] Known =
    [
        ("application/pdf", ["pdf"]),
        ("image/png", ["png"]),
        ("image/jpeg", ["jpg", "jpeg"]),
        ("image/gif", ["gif"]),
        ("image/webp", ["webp"]),
        ("image/svg+xml", ["svg"]),
        ("image/avif", ["avif"]),
        ("image/heic", ["heic", "heif"]),
        ("image/bmp", ["bmp"]),
        ("image/tiff", ["tiff", "tif"]),
        ("image/x-icon", ["ico"]),
        ("image/vnd.adobe.photoshop", ["psd"]),
        ("audio/mpeg", ["mp3"]),
        ("audio/mp4", ["m4a", "m4b"]),
        ("audio/aac", ["aac"]),
        ("audio/wav", ["wav"]),
        ("audio/flac", ["flac"]),
        ("audio/ogg", ["oga", "opus"]),
        ("application/ogg", ["ogg"]),
        ("audio/midi", ["mid", "midi"]),
        ("video/mp4", ["mp4", "m4v"]),
        ("video/quicktime", ["mov"]),
        ("video/webm", ["webm"]),
        ("video/x-matroska", ["mkv"]),
        ("video/x-msvideo", ["avi"]),
        ("video/mpeg", ["mpeg", "mpg"]),
        ("video/ogg", ["ogv"]),
        ("video/3gpp", ["3gp"]),
        ("video/x-flv", ["flv"]),
        ("video/x-ms-wmv", ["wmv"]),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"]),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"]),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"]),
        ("application/vnd.ms-word.document.macroEnabled.12", ["docm"]),
        ("application/vnd.ms-excel.sheet.macroEnabled.12", ["xlsm"]),
        ("application/vnd.oasis.opendocument.text", ["odt"]),
        ("application/vnd.oasis.opendocument.spreadsheet", ["ods"]),
        ("application/vnd.oasis.opendocument.presentation", ["odp"]),
        ("application/epub+zip", ["epub"]),
        ("application/java-archive", ["jar"]),
        ("application/msword", ["doc"]),
        ("application/vnd.ms-excel", ["xls"]),
        ("application/vnd.ms-powerpoint", ["ppt"]),
        ("application/vnd.ms-outlook", ["msg"]),
        ("application/zip", ["zip"]),
        ("application/gzip", ["gz", "tgz"]),
        ("application/x-tar", ["tar"]),
        ("application/x-7z-compressed", ["7z"]),
        ("application/vnd.rar", ["rar"]),
        ("application/rtf", ["rtf"]),
        ("application/json", ["json"]),
        ("application/xml", ["xml"]),
        ("application/yaml", ["yaml", "yml"]),
        ("text/plain", ["txt", "log", "ini", "conf"]),
        ("text/csv", ["csv"]),
        ("text/tab-separated-values", ["tsv"]),
        ("text/markdown", ["md", "markdown"]),
        ("text/calendar", ["ics"]),
        ("message/rfc822", ["eml"]),
        ("text/css", ["css"]),
        ("text/javascript", ["js", "mjs"]),
        (Html, ["html", "htm"]),
        (Xhtml, ["xhtml"]),
    ];

    private static readonly FrozenDictionary<string, string> TypeByExtension = Known
        .SelectMany(known => known.Extensions, (known, extension) => KeyValuePair.Create(extension, known.Type))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ExtensionByType = Known
        .ToFrozenDictionary(known => known.Type, known => known.Extensions[0], StringComparer.OrdinalIgnoreCase);

    // Containers: their bytes tell the family, a name or a header the member.
    private static readonly FrozenDictionary<string, Func<string, bool>> Families = new Dictionary<string, Func<string, bool>>
    {
        ["application/zip"] = type => type.Contains("openxmlformats", StringComparison.Ordinal)
            || type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
            || type.Contains("opendocument", StringComparison.Ordinal)
            || type.EndsWith("+zip", StringComparison.Ordinal)
            || type is "application/java-archive",
        ["application/x-ole-storage"] = type => type.StartsWith("application/vnd.ms-", StringComparison.Ordinal) || type is "application/msword",
        ["application/ogg"] = type => type is "audio/ogg" or "video/ogg",
        ["application/xml"] = type => type.EndsWith("+xml", StringComparison.Ordinal) && type is not "image/svg+xml",
        ["application/gzip"] = type => type is "application/x-gtar" or "application/x-compressed-tar",
        ["video/mp4"] = type => type is "audio/mp4" or "video/x-m4v" or "video/quicktime",
        ["video/webm"] = type => type is "audio/webm",
    }.ToFrozenDictionary();

    /// <summary>The extension of a type, without the dot; null for types that have none here.</summary>
    public static string? ExtensionOf(string contentType) => ExtensionByType.GetValueOrDefault(contentType);

    /// <summary>The type that a name promises by its extension; null where it promises none.</summary>
    public static string? TypeOf(string fileName)
        => Path.GetExtension(fileName) is { Length: > 1 } extension ? TypeByExtension.GetValueOrDefault(extension[1..]) : null;

    /// <summary>
    /// Types whose content a browser runs as a page. They are given out as downloads only, never shown inline:
    /// an SVG holds scripts like any page.
    /// </summary>
    public static bool IsActive(string contentType)
        => contentType is Html or "text/javascript" or "application/xml" or "text/xml" or "application/x-shockwave-flash"
            || contentType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase);

    public static bool IsWebPage(string contentType) => contentType is Html or Xhtml;

    /// <summary>
    /// The type of a file. The bytes decide where they tell; then what the server declared, unless the bytes would
    /// have to show it; then the name.
    /// </summary>
    /// <param name="declared">The server's own word without parameters, in lower case; null where there is none.</param>
    public static string Resolve(ReadOnlySpan<byte> head, string? declared, string fileName)
    {
        var promised = TypeOf(fileName);

        if (FileSignature.Sniff(head) is { } sniffed)
        {
            // The source of a page, given as a text.
            if (sniffed is Html && declared is not Html && (IsGeneric(declared) ? promised : declared) is { } text && IsText(text) && !IsActive(text))
            {
                return text;
            }

            var belongs = Families.GetValueOrDefault(sniffed);

            return belongs is null ? sniffed
                : declared is not null && belongs(declared) ? declared
                : promised is not null && belongs(promised) ? promised
                : sniffed;
        }

        // A server that says "a web page" of something without any mark of one is right, unless the name knows better.
        var isText = LooksLikeText(head);
        var candidates = declared is null or Html or "text/plain" ? [promised, declared] : new[] { declared, promised };

        return Array.Find(candidates, type => type is not null && MayLack(type, isText)) ?? (isText && head.Length > 0 ? "text/plain" : Unknown);
    }

    // Whether a file of this type may be one whose bytes tell nothing: a text, or a format without a known mark.
    private static bool MayLack(string type, bool isText)
        => IsText(type) ? isText : !IsGeneric(type) && !ExtensionByType.ContainsKey(type) && !IsActive(type);

    private static bool IsText(string type)
        => type.StartsWith("text/", StringComparison.Ordinal)
            || type is "application/json" or "application/xml" or "application/yaml" or "message/rfc822"
            || type.EndsWith("+json", StringComparison.Ordinal);

    // What servers say when they do not know.
    private static bool IsGeneric(string? type) => type is null or Unknown or "binary/octet-stream"
        or "application/force-download" or "application/x-download" or "application/download" or "application/x-octet-stream";

    private static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return true;
        }

        // No zero byte is what tells texts of any old encoding from everything else; valid UTF-8 is sure.
        return head.IndexOf((byte)0) < 0 && (Utf8.IsValid(head) || ControlCharacters(head) == 0);
    }

    private static int ControlCharacters(ReadOnlySpan<byte> head)
    {
        var count = 0;

        foreach (var octet in head)
        {
            count += octet < 0x20 && octet is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C or 0x1B) ? 1 : 0;
        }

        return count;
    }
}
