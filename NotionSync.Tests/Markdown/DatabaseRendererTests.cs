using System.Text;
using NotionSync.Markdown.Databases;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class DatabaseRendererTests
{
    private const string Source = """
        {"object":"data_source","id":"00000000-0000-4000-8000-000000000001","title":[{"plain_text":"Vendors"}],"description":[{"plain_text":"Who we work with"}],
        "properties":{"Share":{"id":"a","name":"Share","type":"number","number":{"format":"percent"}},"Name":{"id":"title","name":"Name","type":"title"},"Go":{"id":"b","name":"Go","type":"button"}}}
        """;

    private const string Row = """
        {"object":"page","id":"00000000-0000-4000-8000-000000000002","properties":{"Name":{"id":"title","type":"title","title":[{"plain_text":"Acme, \"Inc\""}]},"Share":{"id":"a","type":"number","number":0.5}}}
        """;

    [Fact]
    public void A_database_becomes_its_description_and_a_table_whose_rows_link_to_their_pages()
    {
        var document = Render(Row);

        Assert.Equal(
            """
            Who we work with

            | Name | Share |
            | --- | ---: |
            | [Acme, "Inc"](https://www.notion.so/00000000000040008000000000000002) | 50% |

            """,
            Encoding.UTF8.GetString(document.Utf8.Span));
    }

    [Fact]
    public void The_plain_values_lie_beside_it_as_CSV()
    {
        var table = Assert.Single(Render(Row).Tables);

        Assert.Equal("Vendors.csv", table.Name);
        Assert.Equal("Name,Share\r\n\"Acme, \"\"Inc\"\"\",0.5\r\n", Encoding.UTF8.GetString(table.Utf8.Span));
    }

    [Fact]
    public void Several_data_sources_stand_under_their_titles_and_their_files_have_names_of_their_own()
    {
        var source = new DataSourceContent(Read(Source), []);
        var document = DatabaseRenderer.Render(default, [source, source]);

        Assert.Equal(["Vendors.csv", "Vendors 2.csv"], document.Tables.Select(table => table.Name));
        Assert.StartsWith("## Vendors\n\nWho we work with\n\n| Name | Share |", Encoding.UTF8.GetString(document.Utf8.Span), StringComparison.Ordinal);
    }

    private static DatabaseDocument Render(params string[] rows)
    {
        var source = Read(Source);
        return DatabaseRenderer.Render(DatabaseRenderer.ReadDescription(source), [new(source, [.. rows.Select(Read)])]);
    }

    private static NotionObject Read(string json) => NotionJson.ReadObject(Encoding.UTF8.GetBytes(json));
}
