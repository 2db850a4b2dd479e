using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>What the types that consist of text say besides it.</summary>
internal struct TextPayload
{
    public bool IsChecked;
    public bool IsToggleable;

    /// <summary>Where numbering starts, for the first item of a list; null where Notion does not say.</summary>
    public int? ListStart;
    public ListFormat ListFormat;
    public TextColour Colour;

    /// <summary>An emoji, or <c>:name:</c> of a custom one; null where there is no icon or it is a picture.</summary>
    public string? Icon;

    public static TextPayload Read(Block block, RunList text)
    {
        var result = default(TextPayload);
        var payload = new PayloadReader(block);
        text.Clear();

        while (payload.NextProperty())
        {
            switch (payload.Name)
            {
                case var _ when payload.IsText:
                    payload.ReadRichText(text);
                    break;
                case var _ when payload.Is("color"u8):
                    if (!payload.ValueEquals("default"u8))
                    {
                        result.Colour = TextColours.Find(System.Text.Encoding.UTF8.GetBytes(payload.ReadString()));
                    }

                    break;
                case var _ when payload.Is("checked"u8):
                    result.IsChecked = payload.IsTrue;
                    break;
                case var _ when payload.Is("is_toggleable"u8):
                    result.IsToggleable = payload.IsTrue;
                    break;
                case var _ when payload.Is("list_start_index"u8):
                    result.ListStart = payload.ReadInt();
                    break;
                case var _ when payload.Is("list_format"u8):
                    result.ListFormat = payload.ValueEquals("letters"u8) ? ListFormat.Letters
                        : payload.ValueEquals("roman"u8) ? ListFormat.Roman
                        : ListFormat.Numbers;
                    break;
                case var _ when payload.Is("icon"u8) && payload.Enter():
                    result.Icon = ReadIcon(ref payload);
                    break;
                default:
                    break;
            }
        }

        return result;
    }

    private static string? ReadIcon(ref PayloadReader icon)
    {
        string? shown = null;

        while (icon.NextProperty())
        {
            if (icon.Is("emoji"u8))
            {
                shown = icon.ReadString();
            }
            else if (icon.Is("custom_emoji"u8) && icon.Enter())
            {
                while (icon.NextProperty())
                {
                    shown = icon.Is("name"u8) ? $":{icon.ReadString().Trim(':')}:" : shown;
                }
            }
        }

        return string.IsNullOrWhiteSpace(shown) ? null : shown;
    }
}

internal enum ListFormat : byte
{
    Numbers,
    Letters,
    Roman,
}
