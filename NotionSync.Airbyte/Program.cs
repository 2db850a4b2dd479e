using NotionSync.Airbyte;

using var output = Console.OpenStandardOutput();
return await new SourceCommand(new MessageWriter(output, TimeProvider.System), TimeProvider.System).RunAsync(args, CancellationToken.None);
