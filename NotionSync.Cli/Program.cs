using NotionSync.Cli;

return await RunCommand.InvokeAsync(args);
