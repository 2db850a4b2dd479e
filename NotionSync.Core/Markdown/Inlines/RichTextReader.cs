using System.Text.Json;

namespace NotionSync.Markdown.Inlines;

/// <summary>Reads a rich-text array into runs, straight from its JSON.</summary>
internal static class RichTextReader
{
    // What most runs have, as Notion writes it.
    private static ReadOnlySpan<byte> NoAnnotations
        => """{"bold":false,"italic":false,"strikethrough":false,"underline":false,"code":false,"color":"default"}"""u8;

    /// <summary>Reads the array that the reader stands at the start of; leaves the reader at its end.</summary>
    /// <param name="json">All bytes that the reader reads from.</param>
    public static void Read(ref TokenReader reader, ReadOnlySpan<byte> json, RunList runs)
    {
        runs.Clear();

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadItem(ref reader, json, runs);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadItem(ref TokenReader reader, ReadOnlySpan<byte> json, RunList runs)
    {
        var item = default(Item);

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();

            switch (name.Length)
            {
                case 4 when name.SequenceEqual("text"u8):
                    ReadText(ref reader, ref item);
                    break;
                case 4 when name.SequenceEqual("href"u8):
                    item.Href = StringAt(ref reader);
                    break;
                case 10 when name.SequenceEqual("plain_text"u8):
                    item.PlainText = StringAt(ref reader);
                    break;
                case 11 when name.SequenceEqual("annotations"u8):
                    ReadAnnotations(ref reader, ref item);
                    break;
                case 8 when name.SequenceEqual("equation"u8):
                    item.Expression = StringOf(ref reader, "expression"u8);
                    item.IsEquation = item.Expression.Exists;
                    break;
                case 7 when name.SequenceEqual("mention"u8):
                    MentionReader.Read(ref reader, ref item);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Add(item, json, runs);
    }

    private static void ReadText(ref TokenReader reader, ref Item item)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();

            if (name.SequenceEqual("content"u8))
            {
                item.Content = StringAt(ref reader);
            }
            else if (name.SequenceEqual("link"u8))
            {
                item.Link = StringOf(ref reader, "url"u8);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadAnnotations(ref TokenReader reader, ref Item item)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        if (reader.TrySkip(NoAnnotations))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();

            if (reader.TokenType == JsonTokenType.True)
            {
                item.Marks |= MarkNamed(name);
            }
            else if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("color"u8))
            {
                item.Colour = reader.ValueSpan.SequenceEqual("default"u8) ? default : TextColours.Find(reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static Marks MarkNamed(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("bold"u8) => Marks.Bold,
        _ when name.SequenceEqual("italic"u8) => Marks.Italic,
        _ when name.SequenceEqual("strikethrough"u8) => Marks.Strikethrough,
        _ when name.SequenceEqual("underline"u8) => Marks.Underline,
        _ when name.SequenceEqual("code"u8) => Marks.Code,
        _ => Marks.None,
    };

    private static void Add(in Item item, ReadOnlySpan<byte> json, RunList runs)
    {
        // Notion sends plain_text always; hand-made payloads and old recordings may lack it.
        var text = item.IsEquation ? item.Expression
            : item.Title.Length > 0 ? item.Title
            : item.PlainText.Length > 0 ? item.PlainText
            : item.Content.Length > 0 ? item.Content
            : item.Fallback;

        var start = Copy(text, json, runs, out var length);

        if (length == 0 && item.IsPage)
        {
            start = runs.AddBytes("Untitled"u8);
            length = "Untitled"u8.Length;
        }

        if (length == 0)
        {
            return;
        }

        var run = new Run
        {
            Start = start,
            Length = length,
            Kind = item.IsEquation ? RunKind.Equation : RunKind.Text,
            Marks = item.IsEquation ? item.Marks & ~Marks.Code : item.Marks,
            Colour = item.Colour,
        };

        if (!item.Colour.IsNone)
        {
            run.Marks |= Marks.Colour;
        }

        if (item.IsPage && !item.Href.Exists)
        {
            run.LinkStart = runs.AddBytes(NotionUrls.Prefix);

            foreach (var range in json.Slice(item.PageId.Start + 1, item.PageId.Length).Split((byte)'-'))
            {
                runs.AddBytes(json.Slice(item.PageId.Start + 1, item.PageId.Length)[range]);
            }

            run.LinkLength = runs.Bytes.Length - run.LinkStart;
            run.Marks |= Marks.Link;
        }
        else
        {
            AddLink(item.Link.Length > 0 ? item.Link : item.Href, json, runs, ref run);
        }

        if (!run.Has(Marks.Link) || LinkDestination.IsSafe(runs.LinkOf(run)))
        {
            runs.Add(run);
            return;
        }

        // A script is no place to go to. What it says stays visible.
        run.Marks &= ~Marks.Link;
        runs.Add(run);
        runs.Add(" ("u8);
        runs.Add(new Run { Start = run.LinkStart, Length = run.LinkLength, Marks = Marks.Code });
        runs.Add(")"u8);
    }

    private static void AddLink(JsonString url, ReadOnlySpan<byte> json, RunList runs, ref Run run)
    {
        if (url.Length == 0)
        {
            return;
        }

        // Links within a workspace come as "/id".
        var isInWorkspace = json[url.Start + 1] == '/' && json[url.Start + 2] != '/';
        var originStart = isInWorkspace ? runs.AddBytes(NotionUrls.Origin) : 0;
        var start = Copy(url, json, runs, out var length);

        run.LinkStart = isInWorkspace ? originStart : start;
        run.LinkLength = start + length - run.LinkStart;

        if (length > 0)
        {
            run.Marks |= Marks.Link;
        }
    }

    private static int Copy(JsonString text, ReadOnlySpan<byte> json, RunList runs, out int length)
    {
        length = text.Length == 0 ? 0 : JsonText.Copy(json.Slice(text.Start + 1, text.Length), runs.Reserve(text.Length));
        return runs.Commit(length);
    }

    /// <summary>The value of a string property of the object that the reader stands at.</summary>
    internal static JsonString StringOf(ref TokenReader reader, ReadOnlySpan<byte> property)
    {
        var found = default(JsonString);

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return found;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueSpan.SequenceEqual(property);
            reader.Read();

            if (isWanted)
            {
                found = StringAt(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    internal static JsonString StringAt(ref TokenReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new(reader.TokenStart, reader.ValueSpan.Length, Exists: true);
        }

        reader.Skip();
        return default;
    }

    /// <summary>Where a JSON string stands: its opening quote and the length between the quotes.</summary>
    internal readonly record struct JsonString(int Start, int Length, bool Exists);

    internal struct Item
    {
        public JsonString PlainText;
        public JsonString Content;
        public JsonString Link;
        public JsonString Href;
        public JsonString Expression;

        /// <summary>Shown instead of the plain text.</summary>
        public JsonString Title;

        /// <summary>Shown where there is no plain text.</summary>
        public JsonString Fallback;
        public JsonString PageId;
        public bool IsEquation;
        public bool IsPage;
        public Marks Marks;
        public TextColour Colour;
    }
}
